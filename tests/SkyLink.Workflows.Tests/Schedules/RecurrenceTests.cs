using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Workflows.Schedules;

public sealed class RecurrenceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("cron 0 9 * * MON-FRI in Europe/Berlin", "cron 0 9 * * MON-FRI in Europe/Berlin", "2026-05-04T07:00:00Z")]
    [InlineData("cron  @daily", "cron @daily in UTC", "2026-05-02T00:00:00Z")]
    [InlineData("cron 0 0 ? * 5#2 in America/Argentina/Buenos_Aires", null, "2026-05-08T03:00:00Z")]
    [InlineData("every 90m", "every 1h30m from 1970-01-01T00:00:00Z", "2026-05-01T13:30:00Z")]
    [InlineData("every 1d2h3m4s from 2026-05-01T12:00:01Z", null, "2026-05-01T12:00:01Z")]
    [InlineData("every 7d from 2026-01-05T09:00:00Z", null, "2026-05-04T09:00:00Z")]
    public void A_text_is_read_and_written_back(string text, string? written, string next)
    {
        var recurrence = Recurrence.Parse(text);
        Assert.Equal(written ?? text, recurrence.ToString());
        Assert.Equal(recurrence, Recurrence.Parse(recurrence.ToString()));
        Assert.Equal(DateTimeOffset.Parse(next, CultureInfo.InvariantCulture), recurrence.Next(Noon));
    }

    [Theory]
    [InlineData("", 1, "'cron' and an expression, or 'every' and a period")]
    [InlineData("daily", 1, "'cron' and an expression, or 'every' and a period")]
    [InlineData("cron 0 25 * * * in Europe/Berlin", 8, "a number from 0 to 23, or * (Hour)")]
    [InlineData("cron 0 9 * * * in Mars/Olympus", 19, "a zone of the IANA time zone database, Europe/Berlin for example")]
    [InlineData("cron 0 9 * * * in ../../etc/passwd", 19, "a zone of the IANA time zone database, Europe/Berlin for example")]
    [InlineData("cron 0 9 * * * in Europe", 19, "a zone of the IANA time zone database, Europe/Berlin for example")]
    [InlineData("every 5", 8, "a period from 1s to 3650d, such as 90s, 15m, 1h30m or 7d")]
    [InlineData("every 0s", 7, "a period from 1s to 3650d, such as 90s, 15m, 1h30m or 7d")]
    [InlineData("every 5m1h", 10, "a period from 1s to 3650d, such as 90s, 15m, 1h30m or 7d")]
    [InlineData("every 3651d", 7, "a period from 1s to 3650d, such as 90s, 15m, 1h30m or 7d")]
    [InlineData("every 1h from yesterday", 15, "a time in UTC such as 2026-01-01T00:00:00Z")]
    public void A_fault_says_where_and_what_was_expected(string text, int column, string expected)
    {
        Assert.False(Recurrence.TryParse(text, out _, out var fault));
        Assert.Equal(new RecurrenceFault(column, expected), fault);
        Assert.Throws<FormatException>(() => Recurrence.Parse(text));
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        Assert.False(Recurrence.TryParse(null, out _, out _));
        Assert.False(Recurrence.TryParse("cron " + new string('*', 100_000), out _, out _));
        string[] pieces = ["cron ", "every ", " in ", " from ", "UTC", "1h", "9", "d", "s", "* * * * *", "2026-01-01T00:00:00Z", "/", "\0"];
        Prop.ForAll(Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
            !Recurrence.TryParse(text, out var recurrence, out _) || Recurrence.Parse(recurrence.ToString()).Equals(recurrence))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Every_expression_in_every_zone_reads_back() =>
        Prop.ForAll(Texts.WithOneDayField.ToArbitrary(), Gen.Elements(Texts.Zones).ToArbitrary(), (text, zone) =>
        {
            var schedule = new CronSchedule(CronExpression.Parse(text), TimeZoneInfo.FindSystemTimeZoneById(zone));
            var read = Assert.IsType<CronSchedule>(Recurrence.Parse(schedule.ToString()));
            return read.Equals(schedule) && read.Zone.Id == zone && read.Next(Noon) == schedule.Next(Noon);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_interval_begins_at_its_anchor_and_keeps_its_distance()
    {
        var interval = new IntervalSchedule(TimeSpan.FromMinutes(7), Noon);
        Assert.Equal(Noon, interval.Next(DateTimeOffset.MinValue));
        Assert.Equal(Noon, interval.Next(Noon.AddTicks(-1)));
        Assert.Equal(Noon.AddMinutes(7), interval.Next(Noon));
        Assert.Equal(Noon.AddMinutes(14), interval.Next(Noon.AddMinutes(7).AddTicks(1)));
        Assert.Null(interval.Next(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void An_interval_of_no_whole_seconds_or_beyond_its_limits_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntervalSchedule(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntervalSchedule(TimeSpan.FromMilliseconds(1500)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntervalSchedule(TimeSpan.FromDays(3651)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntervalSchedule(TimeSpan.FromDays(1), Noon.AddTicks(1)));
    }
}
