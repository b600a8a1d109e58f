/** What an entry of the table of options says, and the types that follow from the table. */

/** What an option takes, as a value of the library and as the text of a flag or a variable. */
export interface Kind<Value> {
  /**
   * @returns what is used for the value
   * @throws {OptionError} for anything that the option does not take
   */
  check: (name: string, value: unknown) => Value
  /** None where the option has no flag, or a flag with a reader of its own. */
  read?: Readable<Value>['read']
}

export interface Readable<Value> {
  /** @throws {UsageError} with what was expected */
  read: (text: string) => Value
}

/** A kind that a flag can have without a reader of its own. */
export interface TextKind<Value> extends Kind<Value> {
  read: Readable<Value>['read']
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
  /** Whether it is printed as `***`. */
  isSecret?: boolean
  /** Where the command takes other values than the library. */
  read?: Readable<Text>['read']
}

export interface CommandOption<Default, Name extends string, Text> {
  /** Used where the option is not given. */
  default?: Default
  /** Without it the option is the library's alone. */
  flag?: Flag<Name, Text>
}

export interface Option<Value, Default, Name extends string, Text>
  extends CommandOption<Default, Name, Text> {
  kind: Kind<Value>
}

/** An entry of the table. Its key there is its name in the library. What has a flag can be read from a text. */
export function option<
  Value,
  Default extends Value | undefined = undefined,
  const Name extends string = never,
  Text = Value,
>(
  entry: Option<Value, Default, Name, Text> &
    ({ flag?: undefined } | { kind: Readable<Value> } | { flag: Readable<Text> }),
): Option<Value, Default, Name, Text> {
  return entry
}

/** An entry that the library has not. */
export function commandOption<const Name extends string, Text>(
  flag: Flag<Name, Text> & Readable<Text>,
): CommandOption<undefined, Name, Text> {
  return { flag }
}

/**
 * A table that has an entry for each option of an interface, and no other. The interface is not derived
 * from the table, because editors would show no doc comments then (TypeScript 7 has none for what a
 * mapped type makes).
 *
 * @template Used where something else than what was given is used
 */
export type TableOf<Options, Used = Options> = {
  [Name in keyof Required<Options>]: {
    kind: Kind<Name extends keyof Used ? Exclude<Used[Name], undefined> : never>
  }
}

export type Table = Record<string, Option<unknown, unknown, string, unknown>>

/** What is used, once it was checked and defaults stand where nothing was given. */
export type Settings<Entries> = {
  [Name in keyof Entries]: Entries[Name] extends Option<
    infer Value,
    infer Default,
    infer _Name,
    infer _Text
  >
    ? Value | OrUndefined<Default>
    : never
}

/** What the command was told, by the names of flags. */
export type Flags<Entries> = {
  [Key in keyof Entries as NameOfFlag<Entries[Key]>]: Entries[Key] extends CommandOption<
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
