/** Everything told so far, and what is told until a test is satisfied. */
export class Told<Item> {
  readonly items: Item[] = [];
  #waiting: (() => void) | undefined;

  tell = (item: Item): void => {
    this.items.push(item);
    this.#waiting?.();
  };

  until(satisfied: (items: Item[]) => boolean): Promise<Item[]> {
    return new Promise((resolve) => {
      this.#waiting = () => satisfied(this.items) && resolve(this.items);
      this.#waiting();
    });
  }
}
