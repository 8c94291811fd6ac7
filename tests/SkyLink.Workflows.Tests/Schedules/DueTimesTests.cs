using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Workflows.Schedules;

public sealed class DueTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Recurrence Hourly = Recurrence.Parse("cron @hourly");

    [Fact]
    public void Nothing_is_due_before_the_next_planned_time()
    {
        var due = DueTimes.Since(Hourly, Noon, Noon.AddMinutes(59), TimeSpan.FromDays(1), 10);
        Assert.Empty(due.Planned);
        Assert.Equal((0, Noon), (due.Missed, due.Last));
    }

    [Fact]
    public void A_planned_time_is_due_from_its_own_moment_on()
    {
        var due = DueTimes.Since(Hourly, Noon, Noon.AddHours(1), TimeSpan.Zero, 10);
        Assert.Equal([Noon.AddHours(1)], due.Planned);
        Assert.Equal((0, Noon.AddHours(1)), (due.Missed, due.Last));
    }

    [Fact]
    public void Times_before_the_window_are_missed()
    {
        var due = DueTimes.Since(Hourly, Noon, Noon.AddHours(10), TimeSpan.FromHours(2), 10);
        Assert.Equal([Noon.AddHours(8), Noon.AddHours(9), Noon.AddHours(10)], due.Planned);
        Assert.Equal((7, Noon.AddHours(10)), (due.Missed, due.Last));
    }

    [Fact]
    public void Above_the_limit_the_newest_are_kept()
    {
        var due = DueTimes.Since(Hourly, Noon, Noon.AddHours(10.5), TimeSpan.FromDays(7), 2);
        Assert.Equal([Noon.AddHours(9), Noon.AddHours(10)], due.Planned);
        Assert.Equal((8, Noon.AddHours(10)), (due.Missed, due.Last));
    }

    [Fact]
    public void When_all_are_missed_the_newest_is_still_the_last()
    {
        var due = DueTimes.Since(Hourly, Noon, Noon.AddHours(3.5), TimeSpan.FromMinutes(5), 10);
        Assert.Empty(due.Planned);
        Assert.Equal((3, Noon.AddHours(3)), (due.Missed, due.Last));
    }

    [Theory]
    [InlineData("cron * * * * * *")]
    [InlineData("every 1s")]
    public void Ten_years_of_silence_start_no_more_than_the_limit_and_are_not_counted_to_the_end(string text)
    {
        var now = Noon.AddYears(10);
        var due = DueTimes.Since(Recurrence.Parse(text), Noon, now, TimeSpan.FromDays(7), 100);
        Assert.Equal(Enumerable.Range(-99, 100).Select(second => now.AddSeconds(second)), due.Planned);
        Assert.Equal((DueTimes.MostCounted - 100, now), (due.Missed, due.Last));
    }

    [Fact]
    public void Due_and_missed_are_what_a_list_of_all_planned_times_says()
    {
        var cases =
            from text in Texts.WithOneDayField
            from hours in Gen.Choose(0, 100)
            from window in Gen.Choose(0, 100)
            from limit in Gen.Choose(0, 20)
            select (
                Recurrence.Parse($"cron 0{text[text.IndexOf(' ', StringComparison.Ordinal)..]} in Europe/Berlin"),
                hours, window, limit);
        Prop.ForAll(cases.ToArbitrary(), item =>
        {
            var (recurrence, hours, window, limit) = item;
            var now = Noon.AddHours(hours);
            var all = new List<DateTimeOffset>();
            for (var next = recurrence.Next(Noon); next <= now; next = recurrence.Next(next.Value))
            {
                all.Add(next.Value);
            }

            var due = DueTimes.Since(recurrence, Noon, now, TimeSpan.FromHours(window), limit);
            Assert.Equal(all.Where(time => time >= now.AddHours(-window)).TakeLast(limit), due.Planned);
            Assert.Equal(all.Count - due.Planned.Count, due.Missed);
            Assert.Equal(all.Count == 0 ? Noon : all[^1], due.Last);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_negative_window_or_a_limit_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DueTimes.Since(Hourly, Noon, Noon, TimeSpan.FromTicks(-1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DueTimes.Since(Hourly, Noon, Noon, TimeSpan.Zero, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DueTimes.Since(Hourly, Noon, Noon, TimeSpan.Zero, 1001));
    }
}
