import { testSearchContract } from './contract.ts'

testSearchContract('the embedded engine', async () => ({}))
