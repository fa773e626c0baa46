// How one thread reaches the servers of its configuration; what is still in it after a change keeps its sockets.
import { endpointText } from '../../net/address.ts'
import type { Backend } from '../backends/backend.ts'
import type { TcpUpstream } from '../backends/tcp-upstream.ts'
import { createBackendLink } from '../engine/backend-link.ts'
import type { BackendLink, UdpPort } from '../engine/flight.ts'
import { createIdSource } from '../engine/id-source.ts'

/** Opens what a thread reaches servers with. */
export interface LinkSite<Port extends UdpPort> {
  openUdp(backend: Backend): Port
  openTcp(backend: Backend): TcpUpstream | undefined
  /** Asks elsewhere for what waits on sockets of a link that is about to be closed. */
  giveUp(link: BackendLink): void
}

export interface Links<Port extends UdpPort> {
  /** By the ids of the servers. */
  readonly byId: ReadonlyMap<string, BackendLink & { readonly udp: Port }>
  readonly all: readonly (BackendLink & { readonly udp: Port })[]
  /** Reaches these servers from now on; `use` puts that into force before those that are gone are let go. */
  configure(backends: readonly Backend[], use?: () => void): void
  close(): void
}

/** Starts without servers. */
export function createLinks<Port extends UdpPort>(site: LinkSite<Port>): Links<Port> {
  type Link = BackendLink & { readonly udp: Port }
  const drawId = createIdSource()

  const open = (backend: Backend): Link =>
    createBackendLink(backend, site.openUdp(backend), site.openTcp(backend), drawId) as Link

  /** The links of servers, of which those stay that are reached as before. */
  function openMissing(backends: readonly Backend[]): Map<string, Link> {
    const next = new Map<string, Link>()
    const opened: Link[] = []
    try {
      for (const backend of backends) {
        const { id } = backend.settings
        const kept = links.byId.get(id)
        const link = kept && wayOf(kept.backend) === wayOf(backend) ? kept : open(backend)
        if (link !== kept) opened.push(link)
        next.set(id, link)
      }
      return next
    } catch (error) {
      for (const link of opened) close(link)
      throw error
    }
  }

  function close(link: Link): void {
    link.udp.close()
    link.tcp?.close()
  }

  // Without getters: an object that has some of its own is slow to use in whatever way (V8 keeps it as a dictionary).
  const links = {
    byId: new Map<string, Link>(),
    all: [] as Link[],
    configure(backends: readonly Backend[], use = () => {}) {
      // What may fail comes first, so that nothing has changed if it does.
      const next = openMissing(backends)
      for (const backend of backends) next.get(backend.settings.id)!.backend = backend
      const before = links.byId
      links.byId = next
      links.all = [...next.values()]
      use()
      const gone = [...before.values()].filter(link => next.get(link.backend.settings.id) !== link)
      for (const link of gone) {
        site.giveUp(link)
        close(link)
      }
    },
    close() {
      for (const link of links.all) close(link)
    },
  }
  return links
}

/** What sockets depend on. */
const wayOf = ({ settings }: Backend): string =>
  [endpointText(settings.endpoint), settings.source, settings.sockets, JSON.stringify(settings.tcp)].join(' ')
