import { toast } from 'sonner';
import { type Language, toProblem, wordProblem } from '../../protocol/contract/problem.ts';

/** For what fails without a place of its own on the screen. */
export function toastProblem(thrown: unknown, language: Language): void {
  const { message, hint } = wordProblem(toProblem(thrown), language);
  toast.error(message, { description: hint, duration: 10_000 });
}
