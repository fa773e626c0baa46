// The plan that is going to be applied, as text for this terminal.
import type { Plan } from '../plan/plan.ts'

/** Gives the text, coloured if the standard output takes colours. */
export async function planTextForOutput(plan: Plan): Promise<string> {
  const { planText } = await import('./views/plan-text.ts')
  const { colorsFor, takesColors } = await import('./colors.ts')
  return planText(plan, colorsFor(takesColors(process.stdout, process.env)))
}
