// Starts oclif: finds the command, runs it, prints its errors.
import { flush } from '@oclif/core/flush'
import { handle } from '@oclif/core/handle'
import { run } from '@oclif/core/run'

await run(process.argv.slice(2), import.meta.url)
  .catch(async (error: Error) => handle(error))
  .finally(async () => flush())
