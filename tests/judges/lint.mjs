// graphql-eslint's recommended rules for schemas, over the committed SDL.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import graphqlPlugin from '@graphql-eslint/eslint-plugin';
import { Linter } from 'eslint';
import { report } from './documents.mjs';

const schema = fileURLToPath(new URL('../../schema/schema.graphql', import.meta.url));
const linter = new Linter({ configType: 'flat' });
const messages = linter.verify(
  readFileSync(schema, 'utf8'),
  [
    {
      files: ['**/*.graphql'],
      languageOptions: { parser: graphqlPlugin.parser, parserOptions: { graphQLConfig: { schema } } },
      plugins: { '@graphql-eslint': graphqlPlugin },
      rules: graphqlPlugin.configs['flat/schema-recommended'].rules,
    },
  ],
  'schema.graphql',
);
report(
  messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`),
  Number(messages.length === 0),
);
