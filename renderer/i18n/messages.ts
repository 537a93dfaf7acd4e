/** The same keys with any text: what is missing in a translation, or too much in it, does not compile. */
export type Messages<Table> = {
  [Key in keyof Table]: Table[Key] extends string ? string : Messages<Table[Key]>;
};
