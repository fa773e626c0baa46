// Asks the API for changes.

/** Asks; throws what the server says is wrong. */
export async function change(method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`api/v1/${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  if (answer.ok) return
  const told = (await answer.json().catch(() => ({}))) as {
    readonly problems?: { readonly message: string }[]
  }
  throw new Error(told.problems?.map(({ message }) => message).join('; ') ?? `status ${answer.status}`)
}
