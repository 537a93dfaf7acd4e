/** Two nodes, one of them holding. */
export function Brand() {
  return (
    <span className="brand">
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden>
        <rect width="32" height="32" rx="7" className="brand-ground" />
        <circle cx="10.5" cy="20" r="5" className="brand-line" />
        <circle cx="21.5" cy="20" r="5" className="brand-fill" />
        <path d="M10.5 11.5 Q16 5 21.5 11.5" className="brand-line" />
      </svg>
      <span className="brand-name">Tandem</span>
    </span>
  );
}
