/** Two arcs that meet: the sky's curve and a link. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#2b62d0" />
      <g fill="none" stroke="#fff" strokeWidth="2.8" strokeLinecap="round">
        <path d="M6.5 19.5a9.5 9.5 0 0 1 13-8.800" />
        <path d="M25.5 12.5a9.5 9.5 0 0 1-13 8.800" />
      </g>
      <circle cx="16" cy="16" r="2.6" fill="#fff" />
    </svg>
  );
}
