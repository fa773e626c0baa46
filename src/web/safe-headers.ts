// Headers that every answer has: browsers shall run nothing but the page's own files, and show it nowhere else.

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const safe: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** A header of the settings; one without a value is left out of answers. */
export interface CustomHeader {
  readonly key: string
  readonly value: string
}

/** The headers, with those of the settings. */
export function safeHeaders(custom: readonly CustomHeader[]): Readonly<Record<string, string>> {
  const headers = new Map(
    Object.entries(safe).map(([key, value]) => [key.toLowerCase(), [key, value] as const]),
  )
  for (const { key, value } of custom) {
    if (value === '') headers.delete(key.toLowerCase())
    else headers.set(key.toLowerCase(), [key, value])
  }
  return Object.fromEntries(headers.values())
}
