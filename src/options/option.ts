/** What an entry of the table of options says, and the types that follow from the table. */

/**
 * What an option takes, as a value of the library and as the text of a flag or a variable. What is used
 * can be another thing than what was given.
 */
export interface Kind<Used, Given = Used> {
  /**
   * @returns what is used for the value
   * @throws {OptionError} for anything that the option does not take
   */
  check: (name: string, value: unknown) => Used
  /**
   * None where the option has no flag, or a flag with a reader of its own.
   *
   * @throws {UsageError} with what was expected
   */
  read?: (text: string) => Given
}

/** How the command is told an option. */
export interface Flag<Name extends string, Text> {
  name: Name
  /** What to write behind the flag; a flag without it is a switch. */
  argument?: string
  /** A value that is right, for sentences about wrong ones. Default `true`, which switches take. */
  example?: string
  /** Default `IMBRACE_MOCK_` and the flag's name in capitals. */
  environment?: string[]
  /** Where the command's default is not the library's. A flag whose default is a list can be repeated. */
  default?: Text
  /** The default in words, where the value itself would not say it. */
  defaultText?: string
  meaning: string
  /** Where the command takes other values than the library. */
  read?: (text: string) => Text
}

export interface CommandOption<Default, Name extends string, Text> {
  /** Used where the option is not given. */
  default?: Default
  /** Without it the option is the library's alone. */
  flag?: Flag<Name, Text>
}

export interface Option<Used, Given, Default, Name extends string, Text>
  extends CommandOption<Default, Name, Text> {
  kind: Kind<Used, Given>
}

/**
 * An entry of the table. Its key there is its name in the library, its doc comment what editors show
 * of that.
 */
export function option<
  Used,
  Given = Used,
  Default extends Used | undefined = undefined,
  const Name extends string = never,
  Text = Given,
>(entry: Option<Used, Given, Default, Name, Text>): Option<Used, Given, Default, Name, Text> {
  return entry
}

/** An entry that the library has not. */
export function commandOption<const Name extends string, Text>(
  flag: Flag<Name, Text> & { read: (text: string) => Text },
): CommandOption<undefined, Name, Text> {
  return { flag }
}

export type Table = Record<string, Option<unknown, unknown, unknown, string, unknown>>

/** What the library takes. Doc comments of the table come along. */
export type OptionsOf<Options> = {
  [Name in keyof Options]?: Options[Name] extends Option<
    infer _Used,
    infer Given,
    infer _Default,
    infer _Name,
    infer _Text
  >
    ? Given
    : never
}

/** What is used, once it was checked and defaults stand where nothing was given. */
export type Settings<Options> = {
  [Name in keyof Options]: Options[Name] extends Option<
    infer Used,
    infer _Given,
    infer Default,
    infer _Name,
    infer _Text
  >
    ? Used | OrUndefined<Default>
    : never
}

/** What the command was told, by the names of flags. */
export type Flags<Options> = {
  [Key in keyof Options as NameOfFlag<Options[Key]>]: Options[Key] extends CommandOption<
    infer Default,
    infer _Name,
    infer Text
  >
    ? Text | OrUndefined<Default>
    : never
}

type NameOfFlag<Entry> =
  Entry extends CommandOption<infer _Default, infer Name, infer _Text> ? Name : never

type OrUndefined<Default> = undefined extends Default ? undefined : never
