namespace SkyLink.Automate.Intents;

/// <summary>One example: ids of its features, ascending, and their values.</summary>
internal readonly record struct SparseRow(int[] Ids, float[] Values)
{
    public double Dot(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < Ids.Length; i++)
        {
            sum += weights[Ids[i]] * Values[i];
        }

        return sum;
    }
}

/// <summary>
/// L2-regularised logistic regression by dual coordinate descent (Yu, Huang, Lin 2011), in a fixed order: the same
/// examples give the same weights on every machine.
/// </summary>
internal static class LogisticRegression
{
    private const int NewtonSteps = 20;

    /// <param name="costs">What an error on each example costs; the inverse of the regularisation.</param>
    public static double[] Train(
        IReadOnlyList<SparseRow> rows, IReadOnlyList<bool> labels, IReadOnlyList<double> costs, int features,
        int sweeps)
    {
        var weights = new double[features];
        var alphas = new double[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            alphas[i] = costs[i] * 1e-3;
            Move(weights, rows[i], labels[i] ? alphas[i] : -alphas[i]);
        }

        var squares = rows.Select(row => row.Values.Sum(value => (double)value * value)).ToArray();
        var order = Enumerable.Range(0, rows.Count).ToArray();
        var state = 88_172_645_463_325_252UL;
        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                var j = (int)(state % (ulong)(i + 1));
                (order[i], order[j]) = (order[j], order[i]);
            }

            foreach (var i in order)
            {
                var sign = labels[i] ? 1.0 : -1.0;
                var margin = sign * rows[i].Dot(weights);
                var alpha = Solve(squares[i], margin, alphas[i], costs[i]);
                Move(weights, rows[i], sign * (alpha - alphas[i]));
                alphas[i] = alpha;
            }
        }

        return weights;
    }

    /// <summary>The dual variable that is best while all others stay, as cost * sigmoid(t).</summary>
    private static double Solve(double square, double margin, double alpha, double cost)
    {
        var (low, high) = (-margin + square * (alpha - cost), -margin + square * alpha);
        var t = Math.Clamp(Math.Log(alpha / (cost - alpha)), low, high);
        for (var step = 0; step < NewtonSteps; step++)
        {
            var sigmoid = 1 / (1 + Math.Exp(-t));
            var value = t + square * (cost * sigmoid - alpha) + margin;
            if (Math.Abs(value) < 1e-9)
            {
                break;
            }

            (low, high) = value > 0 ? (low, t) : (t, high);
            var next = t - value / (1 + square * cost * sigmoid * (1 - sigmoid));
            t = next > low && next < high ? next : (low + high) / 2;
        }

        return Math.Clamp(cost / (1 + Math.Exp(-t)), cost * 1e-12, cost * (1 - 1e-12));
    }

    private static void Move(double[] weights, SparseRow row, double step)
    {
        for (var i = 0; i < row.Ids.Length; i++)
        {
            weights[row.Ids[i]] += step * row.Values[i];
        }
    }
}
