namespace SkyLink.Beckn;

public sealed class TimeTests
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("PT30S", 30)]
    [InlineData("PT0S", 0)]
    [InlineData("P1D", 86_400)]
    [InlineData("P2W", 1_209_600)]
    [InlineData("P1DT2H3M4.5S", 93_784.5)]
    [InlineData("PT36H", 129_600)]
    public void A_duration_is_read_in_seconds(string text, double seconds)
    {
        Assert.True(IsoDuration.TryParse(text, start: null, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("2026-01-31T00:00:00Z", "P1M", 28)]
    [InlineData("2028-01-31T00:00:00Z", "P1M", 29)]
    [InlineData("2026-03-01T00:00:00Z", "P1M", 31)]
    [InlineData("2027-03-01T00:00:00Z", "P1Y", 366)]
    [InlineData("2026-01-31T00:00:00Z", "P1M1D", 29)]
    public void A_month_is_as_long_as_the_calendar_says(string start, string text, int days)
    {
        Assert.True(Rfc3339.TryParse(start, out var from));
        Assert.True(IsoDuration.TryParse(text, from, out var duration));
        Assert.Equal(days, duration.TotalDays);
        Assert.False(IsoDuration.TryParse(text, start: null, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1")]
    [InlineData("P1DT")]
    [InlineData("30S")]
    [InlineData("PT30")]
    [InlineData("PTS")]
    [InlineData("PT1S1M")]
    [InlineData("PT1M1M")]
    [InlineData("P1.5D")]
    [InlineData("PT.5S")]
    [InlineData("PT1,5S")]
    [InlineData("P-1D")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("pt30s")]
    [InlineData("PT1TS")]
    [InlineData("P99999999999999999D")]
    [InlineData("P9999Y")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.False(IsoDuration.TryParse(text, DateTimeOffset.UnixEpoch, out _));

    [Theory]
    [InlineData("PT30S")]
    [InlineData("PT0S")]
    [InlineData("P1D")]
    [InlineData("P1DT2H3M4.5S")]
    public void A_duration_is_written_as_it_is_read(string text)
    {
        Assert.True(IsoDuration.TryParse(text, start: null, out var duration));
        Assert.Equal(text, IsoDuration.Format(duration));
    }

    [Theory]
    [InlineData("2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000Z")]
    [InlineData("2026-11-20t09:00:00.5z", "2026-11-20T09:00:00.500Z")]
    [InlineData("2026-11-20T09:00:00.1234567Z", "2026-11-20T09:00:00.1234567Z")]
    [InlineData("2026-11-20T14:00:00+05:00", "2026-11-20T09:00:00.000Z")]
    [InlineData("2026-11-19T23:30:00-09:30", "2026-11-20T09:00:00.000Z")]
    public void A_time_is_written_in_utc(string text, string utc)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(utc, Rfc3339.Format(time));
    }

    [Theory]
    [InlineData("2026-11-20 09:00:00Z")]
    [InlineData("2026-11-20T09:00Z")]
    [InlineData("2026-11-20T09:00:00.Z")]
    [InlineData("2026-11-20T09:00:00+5:00")]
    [InlineData("2026-11-20T24:00:00Z")]
    [InlineData("2026-11-20T09:00:60Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("2026-11-20T09:00:00Zx")]
    public void What_is_no_time_is_refused(string text) => Assert.False(Rfc3339.TryParse(text, out _));

    [Theory]
    [InlineData(0, Timeliness.OnTime)]
    [InlineData(-5, Timeliness.OnTime)]
    [InlineData(-5.1, Timeliness.FromTheFuture)]
    [InlineData(35, Timeliness.OnTime)]
    [InlineData(35.1, Timeliness.Stale)]
    [InlineData(31_536_000, Timeliness.Stale)]
    public void The_skew_counts_in_both_directions(double ageSeconds, Timeliness expected)
    {
        var context = Story.Context(Dialect.Ondc1, BecknAction.Select);
        Assert.Equal(expected, Timeliness.Check(context, context.Timestamp.AddSeconds(ageSeconds), Skew));
    }

    [Fact]
    public void A_ttl_of_zero_was_never_valid()
    {
        var context = Story.Context(Dialect.Ondc1, BecknAction.Select) with { Ttl = TimeSpan.Zero };
        Assert.Equal(Timeliness.ZeroTtl, Timeliness.Check(context, context.Timestamp, Skew));
        Assert.Equal(ErrorKind.ZeroTtl, Timeliness.ZeroTtl.ToErrorKind());
        Assert.Null(Timeliness.OnTime.ToErrorKind());
    }

    [Fact]
    public void Without_a_ttl_only_the_age_limit_counts()
    {
        var context = Story.Context(Dialect.Ondc1, BecknAction.Select) with { Ttl = null };
        var later = context.Timestamp.AddDays(1);
        Assert.Equal(Timeliness.OnTime, Timeliness.Check(context, later, Skew));
        Assert.Equal(Timeliness.Stale, Timeliness.Check(context, later, Skew, ageMax: TimeSpan.FromHours(1)));
    }
}
