// The public contract, as it is published.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './server.js';

export const contractFile = join(root, 'schema.graphql');

export const contract = () => readFileSync(contractFile, 'utf8');
