import { exactTime, relative, useNow } from "./time";

/** How long ago; the exact time on hover and for those who cannot hover. */
export function TimeText({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <span className="faint">never</span>;
  return (
    <time dateTime={at} title={exactTime(at)} className="nowrap">
      {relative(at, Math.max(now, Date.now() - 5000))}
    </time>
  );
}
