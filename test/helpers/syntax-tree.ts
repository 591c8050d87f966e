import {createRequire} from 'node:module';
import {Language, type Node, Parser} from 'web-tree-sitter';

const {resolve} = createRequire(import.meta.url);

/** A parser of a language: the grammar that editors use, as WebAssembly. */
export async function loadParser(language: 'bicep' | 'powershell'): Promise<Parser> {
	await Parser.init();
	const parser = new Parser();
	const name = `tree-sitter-${language}`;
	parser.setLanguage(await Language.load(resolve(`${name}/${name}.wasm`)));
	return parser;
}

/** The tree of a text. The parser mends what it can't read, so a mended place is an error here. */
export function readTree(parser: Parser, text: string): Node {
	const root = parser.parse(text)?.rootNode;
	if (!root) throw new Error('Nothing was parsed');
	const flaw = root.hasError ? findFlaw(root) : null;
	if (flaw === null) return root;
	throw new Error(
		`Line ${flaw.startPosition.row + 1}: ${flaw.isMissing ? `missing ${flaw.type}` : `can't read ${flaw.text}`}`,
	);
}

function findFlaw(node: Node): Node {
	const child = node.children.find(one => one?.hasError);
	return child ? findFlaw(child) : node;
}
