using OpenTelemetry.Trace;

namespace SkyLink.Platform.Telemetry;

/// <summary>
/// Records every trace while there are few, and no more than a fixed number per second when there are many. What a
/// recorded trace causes here or in another process is recorded with it, so that a trace is whole or absent.
/// </summary>
internal sealed class TraceSampler(int perSecondMax, TimeProvider clock) : Sampler
{
    private readonly Lock gate = new();
    private double tokens = perSecondMax;
    private long filledAt = clock.GetTimestamp();

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isRecorded = parent.TraceId == default
            ? TakeToken()
            : parent.TraceFlags.HasFlag(System.Diagnostics.ActivityTraceFlags.Recorded);
        return new SamplingResult(isRecorded ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    private bool TakeToken()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            tokens = Math.Min(perSecondMax, tokens + (clock.GetElapsedTime(filledAt, now).TotalSeconds * perSecondMax));
            filledAt = now;
            if (tokens < 1)
            {
                return false;
            }

            tokens--;
            return true;
        }
    }
}
