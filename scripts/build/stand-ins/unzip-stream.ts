// In the place of `unzip-stream` in dist/: the Actions toolkit unpacks artifacts with it, and our actions only upload them. It
// brings a tenth of a megabyte of shims for engines that are long gone.
export class Extract {
  constructor() {
    throw new Error('This build uploads artifacts and does not unpack them')
  }
}

// biome-ignore lint/style/noDefaultExport: the package's own face
export default { Extract }
