import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { catalogue } from './build/catalogue.ts'
import { precompress } from './build/precompress.ts'

/** One HTML file per page. */
const pages = { dashboard: 'dashboard.html', graphiql: 'graphiql.html', signIn: 'sign-in.html' }

export default defineConfig({
  plugins: [react(), catalogue(), precompress()],
  // Small assets stay files of their own: the content security policy then needs fewer data: addresses.
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // Monaco is one chunk of 3 MB, and is wanted whole.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: pages },
  },
  worker: { format: 'es' },
})
