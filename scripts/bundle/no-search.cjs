// Stands for `tinyglobby` in the bundle: oclif searches for command files only where there is no oclif.manifest.json.
exports.glob = async () => {
  throw new Error('oclif.manifest.json is missing: run npm run build')
}
