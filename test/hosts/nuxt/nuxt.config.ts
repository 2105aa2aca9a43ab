export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  css: ['~/globals.css'],
  vue: { compilerOptions: { isCustomElement: (tag) => tag === 'vcc-dynamics-auth' } },
  app: { baseURL: '/host/nuxt/', head: { title: 'CRM Admin', link: [{ rel: 'icon', href: 'data:,' }] } },
  typescript: { tsConfig: { vueCompilerOptions: { strictTemplates: true } } },
  // Asks every hour whether there is a newer build.
  experimental: { checkOutdatedBuildInterval: false },
  telemetry: false,
});
