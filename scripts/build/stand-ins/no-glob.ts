// In the place of `glob` and `readdir-glob` in dist/: the library that packs an artifact finds files by patterns with them, and the
// Actions toolkit gives it files by name.
function noPatterns(): never {
  throw new Error('This build packs files by their names and not by patterns')
}

// A package that is called, with its functions on it, as `require()` gives it.
export const { glob, sync } = Object.assign(noPatterns, { glob: noPatterns, sync: noPatterns })
// biome-ignore lint/style/noDefaultExport: the package's own face
export default noPatterns
