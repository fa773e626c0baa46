// Stands for `minimatch` in the bundle: oclif matches its plugins' names as patterns, and ours are plain names.
exports.minimatch = (name, pattern) => name === pattern
