/** A trend without axes: the number beside it says how much, this says where it goes. */
export function Sparkline({
  values,
  label,
  width = 96,
  height = 28,
}: {
  values: number[];
  label: string;
  width?: number;
  height?: number;
}) {
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  const bar = Math.max(2, step - 2);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {values.map((value, index) => {
        const tall = value === 0 ? 1.5 : Math.max(3, (value / most) * height);
        return (
          <rect
            key={index}
            x={index * step}
            y={height - tall}
            width={bar}
            height={tall}
            rx={1}
            fill={value === 0 ? "var(--line-strong)" : "var(--series-1)"}
            opacity={index === values.length - 1 ? 1 : 0.7}
          />
        );
      })}
    </svg>
  );
}
