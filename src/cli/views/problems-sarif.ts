// Problems as SARIF 2.1.0, which code-scanning services read.
import { codeEntry, type Problem } from '../../base/errors.ts'

/** Makes a SARIF log of one run. Files are relative to the working directory. */
export function problemsSarif(problems: readonly Problem[], version: string): object {
  const ruleIds = [...new Set(problems.map(({ code }) => code))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'dnsctl',
            semanticVersion: version,
            rules: ruleIds.map(id => {
              const { title, why, mend, severity } = codeEntry(id)
              return {
                id,
                shortDescription: { text: title },
                fullDescription: { text: why },
                help: { text: mend },
                defaultConfiguration: { level: severity },
              }
            }),
          },
        },
        results: problems.map(({ code, severity, message, place }) => ({
          ruleId: code,
          ruleIndex: ruleIds.indexOf(code),
          level: severity,
          message: { text: message },
          locations: place
            ? [
                {
                  physicalLocation: {
                    artifactLocation: { uri: place.file.split('/').map(encodeURIComponent).join('/') },
                    region: { startLine: place.line, startColumn: place.column },
                  },
                },
              ]
            : [],
        })),
      },
    ],
  }
}
