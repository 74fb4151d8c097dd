// Checks a dashboard's JSON: node check.js FILE. Says each mistake with its line, and fails if there is one.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const file = process.argv[2];
if (!file) {
    console.error('Usage: node check.js FILE');
    process.exit(64);
}

// As a literal in a program the JSON is held against the type key by key, unknown keys included.
const text = readFileSync(file, 'utf8');
JSON.parse(text);
const before = "import type { MintDashboard } from './dashboard';\nexport const dashboard: MintDashboard =\n";
const program = join(dirname(fileURLToPath(import.meta.url)), 'generated.ts');
const options = {
    strict: true,
    noEmit: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
};
const host = ts.createCompilerHost(options);
const { fileExists, getSourceFile } = host;
host.fileExists = (name) => name === program || fileExists(name);
host.getSourceFile = (name, language) => (name === program ? ts.createSourceFile(name, before + text, language) : getSourceFile(name, language));

const mistakes = ts.getPreEmitDiagnostics(ts.createProgram([program], options, host));
for (const mistake of mistakes) {
    const { line } = mistake.file?.getLineAndCharacterOfPosition(mistake.start) ?? { line: 0 };
    const place = mistake.file?.fileName === program ? `${file}:${line - 1}` : `${mistake.file?.fileName}:${line + 1}`;
    console.error(`${place}: ${ts.flattenDiagnosticMessageText(mistake.messageText, '\n  ')}`);
}
process.exit(mistakes.length ? 1 : 0);
