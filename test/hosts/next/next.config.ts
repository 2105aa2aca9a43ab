import type { NextConfig } from 'next';

const config: NextConfig = { basePath: '/host/next', trailingSlash: true, reactStrictMode: true };

export default config;
