/** Raw inputs by name, as action.yml names them. Empty text is no value. */
export type InputSource = (name: string) => string;
/** The runner's own way to hand inputs over: INPUT_<NAME>, upper-case, blanks as underscores. */
export declare function inputsOf(env: Readonly<Record<string, string | undefined>>): InputSource;
export declare function readText(source: InputSource, name: string): string | undefined;
/** @throws action/input-invalid unless the text is one of YAML 1.2's spellings of a boolean */
export declare function readFlag(source: InputSource, name: string): boolean;
/** @throws action/input-invalid unless the text is a whole number that a double holds exactly */
export declare function readInteger(source: InputSource, name: string): number | undefined;
/** @throws action/input-invalid unless the text is one of the choices */
export declare function readChoice<const Choice extends string>(source: InputSource, name: string, choices: readonly Choice[]): Choice;
/**
 * A list: a JSON list of texts, or texts separated by white space.
 * @throws action/input-invalid
 */
export declare function readList(source: InputSource, name: string): readonly string[];
