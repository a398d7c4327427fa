// Types of Azure's resources: what the pinned @azure/mcp knows offline, kept beside it once asked for.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = dirname(fileURLToPath(import.meta.url));
const program = join(folder, 'node_modules', '@azure', 'mcp-linux-x64', 'dist', 'azmcp');
const cache = join(folder, 'node_modules', '.cache', 'schemas');
const environment = { ...process.env, AZURE_MCP_COLLECT_TELEMETRY: 'false' };

async function ask(type) {
  const file = join(cache, `${type.toLowerCase().replaceAll('/', '.')}.json`);
  if (!existsSync(file)) {
    if (!existsSync(program)) throw new Error('the types of resources are known on linux-x64 only; put bicep on PATH.');
    const { stdout } = await promisify(execFile)(program, ['bicepschema', 'get', '--resource-type', type], { env: environment, maxBuffer: 1 << 26 }).catch(error => error);
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, stdout);
    renameSync(`${file}.${process.pid}`, file);
  }

  // The program's log comes before its answer.
  const text = readFileSync(file, 'utf8');
  const answer = JSON.parse(text.slice(text.search(/^\{/m)));
  const found = answer.results?.BicepSchemaResult;
  if (!found) return null;
  const resource = found.find(item => item.$type === 'Resource');
  const objects = new Map(found.filter(item => item.$type === 'Object' || item.$type === 'DiscriminatedObject').map(item => [item.name, item]));
  return { name: resource.name, body: resource.bodyType, isExtension: resource.scopeType === 'Unknown', objects };
}

/** The schemas of resource types, by type; null for one that does not exist. Two are asked for at once. */
export async function schemasOf(types) {
  const [left, schemas] = [[...types], new Map()];
  const work = async () => {
    for (let type = left.pop(); type !== undefined; type = left.pop()) schemas.set(type, await ask(type));
  };
  await Promise.all([work(), work()]);
  return schemas;
}
