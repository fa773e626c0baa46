// Numbers and times as the page writes them.

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** `1,234,567` */
export const wholeText = (value: number): string => grouped.format(value)

/** `12.5 %` of a share from 0 to 1. */
export const shareText = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–'

/** `0.42 ms`, `12 ms` */
export const latencyText = (ms: number): string => (ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`)

/** `3.2 MB` */
export function octetsText(octets: number): string {
  const power = octets < 1 ? 0 : Math.min(4, Math.floor(Math.log10(octets) / 3))
  return `${(octets / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`
}

/** `2 d 3 h`, `5 min 2 s` */
export function durationText(seconds: number): string {
  const [days, hours, minutes] = [seconds / 86400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor)
  if (days) return `${days} d ${hours} h`
  if (hours) return `${hours} h ${minutes} min`
  return minutes ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(seconds)} s`
}

/** The time of day where the reader is. */
export const timeText = (ms: number): string => new Date(ms).toLocaleTimeString()
