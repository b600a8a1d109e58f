/** Playwright starts the gateway before its tests, and waits until it is ready. */
import { defineConfig } from '@playwright/test'

const port = Number(process.env.IMBRACE_MOCK_PORT ?? 9001)

export default defineConfig({
  webServer: [
    {
      command: `npx imbrace-gateway-mock --db :memory: --port ${port}`,
      url: `http://127.0.0.1:${port}/readyz`,
      reuseExistingServer: process.env.CI === undefined,
    },
    // Beside it the front end: { command: 'npx vite', url: 'http://localhost:5173' },
  ],
})
