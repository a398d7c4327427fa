// Runs SQL on a database file with two threads, then says what this process took: CPU seconds and peak memory in MB.
import { DuckDBInstance } from '@duckdb/node-api'

const [database, sql] = process.argv.slice(2)
const instance = await DuckDBInstance.create(database, { threads: '2' })
const connection = await instance.connect()
await connection.run(sql)
connection.closeSync()
instance.closeSync()
const used = process.resourceUsage()
console.log(`${(used.userCPUTime + used.systemCPUTime) / 1e6} ${used.maxRSS / 1024}`)
