// Imports go downward only; siblings on one line do not import each other.
const layers = [
  ['cli\\.ts', 'commands'],
  ['cli'],
  ['operations'],
  ['providers', 'server', 'proxy', 'web', 'history', 'proof'],
  ['plan', 'zonefile', 'config', 'store', 'metrics', 'net', 'route53'],
  ['dns'],
  ['base'],
]
const at = names => `^src/(${names.map(n => (n.includes('.') ? n : `${n}/`)).join('|')})`

const upward = layers.slice(1).map((layer, i) => ({
  name: `${layer[0]}-imports-downward-only`,
  severity: 'error',
  from: { path: at(layer) },
  to: { path: at(layers.slice(0, i + 1).flat()) },
}))
const sideways = layers.flatMap(layer =>
  layer.length < 2 || layer[0] === 'cli\\.ts'
    ? []
    : layer.map(name => ({
        name: `${name}-and-its-siblings-stay-apart`,
        severity: 'error',
        from: { path: at([name]) },
        to: { path: at(layer.filter(other => other !== name)) },
      })),
)

module.exports = {
  forbidden: [
    ...upward,
    ...sideways,
    { name: 'no-cycles', severity: 'error', from: { path: '^src' }, to: { circular: true } },
    {
      name: 'providers-stay-apart',
      severity: 'error',
      from: { path: '^src/providers/([^/]+)/' },
      // What all of them share of leases is in a folder of its own.
      to: { path: '^src/providers/[^/]+/', pathNot: '^src/providers/($1|lease)/' },
    },
    {
      name: 'commands-stay-apart',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: { path: '^src/commands/' },
    },
    {
      name: 'src-does-not-import-tests',
      severity: 'error',
      from: { path: '^src' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'runtime-dependencies-only',
      severity: 'error',
      // What the page needs is bundled into it.
      from: { path: '^src', pathNot: '^src/web/page/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: { path: '^src' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
