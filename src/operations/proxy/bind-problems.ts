// What is wrong with the addresses that the proxy is to listen on, and with what they need of TLS and HTTP.
import { type Problem, problem } from '../../base/errors.ts'
import { endpointText } from '../../net/address.ts'
import { readCredentials } from '../../proxy/frontends/credentials.ts'
import { createResponsesMap } from '../../proxy/frontends/http/responses-map.ts'
import { type BindSettings, bindEndpoints } from '../../proxy/settings/bind.ts'
import { type CheckedSettings, readable } from './checked-settings.ts'

/** The problems of all binds. */
export function* bindProblems(checked: CheckedSettings): Iterable<Problem> {
  const { binds } = checked.settings
  yield* addressProblems(checked)
  for (const [i, bind] of binds.entries()) {
    if (bind.protocol !== 'Do53') yield* certificateProblems(checked, i, bind)
    if (bind.protocol !== 'DoH') continue
    for (const [j, response] of bind.doh.responses_map.entries())
      yield* readable(checked, ['binds', i, 'doh', 'responses_map', j], () =>
        createResponsesMap({ ...bind.doh, responses_map: [response] }),
      )
  }
}

/** Do53, DoT and DoH all listen over TCP, so that no two binds share an address. */
function* addressProblems(checked: CheckedSettings): Iterable<Problem> {
  const seen = new Set<string>()
  for (const [i, bind] of checked.settings.binds.entries()) {
    const path = ['binds', i]
    const wrong = [...readable(checked, path, () => bindEndpoints(bind))]
    yield* wrong
    if (wrong.length > 0) continue
    for (const endpoint of bindEndpoints(bind)) {
      const text = endpointText(endpoint)
      if (endpoint.port !== 0 && seen.has(text))
        yield problem('proxy-address-twice', `${text} is listened on twice`, checked.placeOf(path))
      seen.add(text)
    }
  }
}

/** Each certificate for itself, for its place, then what all of them have in common. */
function* certificateProblems(
  checked: CheckedSettings,
  i: number,
  { protocol, tls }: BindSettings,
): Iterable<Problem> {
  const alone = { ...tls, ocsp_response_files: [] }
  const wrong = tls.certificates.flatMap((pair, j) => [
    ...readable(checked, ['binds', i, 'tls', 'certificates', j], () =>
      readCredentials({ ...alone, certificates: [pair] }, {}),
    ),
  ])
  yield* wrong
  if (wrong.length > 0) return
  if (tls.certificates.length > 0)
    yield* readable(checked, ['binds', i, 'tls', 'ocsp_response_files'], () => readCredentials(tls, {}))
  else if (protocol === 'DoT') yield* readable(checked, ['binds', i], () => readCredentials(tls, {}))
}
