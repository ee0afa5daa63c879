import type { NextConfig } from 'next';

/**
 * A static export that the API serves on its own origin. Types are checked by `tsc` (`npm run check`), so that the build
 * needs no second compiler; fonts and the PDF reader's files are same-origin assets, nothing is fetched while building.
 */
const config: NextConfig = {
  output: 'export',
  trailingSlash: true,
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ['@carrel/contract', '@carrel/core', '@carrel/tlog'],
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
};

export default config;
