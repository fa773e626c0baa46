// The few expressions that action.yml has: names in contexts, strings, ==, !=, && and ||. What else comes is an error.

export type Contexts = Readonly<Record<string, unknown>>

/** Replaces each `${{ … }}` of a text by what it stands for. */
export const interpolate = (text: string, contexts: Contexts): string =>
  text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => textOf(evaluate(expression, contexts)))

/** Says whether a step with this `if:` runs; without a status function, none of the steps before may have failed. */
export const isWanted = (condition: string | undefined, contexts: Contexts): boolean =>
  condition === undefined || isTrue(evaluate(condition, contexts))

/** Gives the value of an expression; throws for what it does not know. */
function evaluate(expression: string, contexts: Contexts): unknown {
  const tokens = expression.match(/'(?:[^']|'')*'|==|!=|&&|\|\||[()]|[A-Za-z_][\w.-]*|\S/g) ?? []
  let at = 0
  const take = (...wanted: string[]): string | undefined =>
    wanted.includes(tokens[at] ?? '') ? tokens[at++] : undefined
  const either = (): unknown => {
    let value = both()
    while (take('||')) {
      const right = both()
      value = isTrue(value) ? value : right
    }
    return value
  }
  const both = (): unknown => {
    let value = equal()
    while (take('&&')) {
      const right = equal()
      value = isTrue(value) ? right : value
    }
    return value
  }
  const equal = (): unknown => {
    const left = single()
    const operator = take('==', '!=')
    if (operator === undefined) return left
    return (textOf(left) === textOf(single())) === (operator === '==')
  }
  const single = (): unknown => {
    if (take('(')) {
      const value = either()
      if (!take(')')) throw new Error(`")" is missing in ${expression}`)
      return value
    }
    const token = tokens[at++] ?? ''
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
    if (/^[a-z]/.test(token) && token.includes('.')) return lookUp(token, contexts)
    throw new Error(`"${token}" is unknown in ${expression}`)
  }
  const value = either()
  if (at < tokens.length) throw new Error(`"${tokens[at]}" is one too many in ${expression}`)
  return value
}

function lookUp(name: string, contexts: Contexts): unknown {
  const [context, ...path] = name.split('.')
  if (!Object.hasOwn(contexts, context!)) throw new Error(`there is no context "${context}"`)
  return path.reduce<unknown>((value, key) => (value as Contexts | undefined)?.[key], contexts[context!])
}

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

const isTrue = (value: unknown): boolean =>
  value !== '' && value !== false && value !== null && value !== undefined
