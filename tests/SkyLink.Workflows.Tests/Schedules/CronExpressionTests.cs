using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Workflows.Schedules;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2026-01-01T00:00:00", "2026-01-01T00:15:00 2026-01-01T00:30:00")]
    [InlineData("*/20 30 12 * * *", "2026-01-01T00:00:00", "2026-01-01T12:30:00 2026-01-01T12:30:20 2026-01-01T12:30:40")]
    [InlineData("0 9 * * MON-FRI", "2026-01-02T09:00:00", "2026-01-05T09:00:00 2026-01-06T09:00:00")]
    [InlineData("0 22-2 * * *", "2026-01-01T21:30:00", "2026-01-01T22:00:00 2026-01-01T23:00:00 2026-01-02T00:00:00")]
    [InlineData("5,10-20/5,58/1 0 * * *", "2026-01-01T00:15:00", "2026-01-01T00:20:00 2026-01-01T00:58:00 2026-01-01T00:59:00")]
    [InlineData("0 0 1 jan,Jul ?", "2026-01-01T00:00:00", "2026-07-01T00:00:00 2027-01-01T00:00:00")]
    [InlineData("0 0 ? * sun", "2026-01-01T00:00:00", "2026-01-04T00:00:00")]
    [InlineData("0 0 ? * 7", "2026-01-01T00:00:00", "2026-01-04T00:00:00")]
    [InlineData("0 0 ? * 6-1", "2026-01-01T00:00:00", "2026-01-03T00:00:00 2026-01-04T00:00:00 2026-01-05T00:00:00")]
    [InlineData("0 0 L * *", "2026-02-01T00:00:00", "2026-02-28T00:00:00 2026-03-31T00:00:00")]
    [InlineData("0 0 L-3 * *", "2028-02-01T00:00:00", "2028-02-26T00:00:00 2028-03-28T00:00:00")]
    [InlineData("0 0 L-30 * *", "2026-01-02T00:00:00", "2026-03-01T00:00:00 2026-05-01T00:00:00")]
    [InlineData("0 0 1,15,L * *", "2026-01-02T00:00:00", "2026-01-15T00:00:00 2026-01-31T00:00:00 2026-02-01T00:00:00")]
    [InlineData("0 0 15W * *", "2026-02-01T00:00:00", "2026-02-16T00:00:00 2026-03-16T00:00:00 2026-04-15T00:00:00")]
    [InlineData("0 0 1W * *", "2026-07-30T00:00:00", "2026-08-03T00:00:00")] // Saturday the 1st stays in August
    [InlineData("0 0 31W * *", "2026-05-01T00:00:00", "2026-05-29T00:00:00 2026-07-31T00:00:00")] // Sunday; no June
    [InlineData("0 0 LW * *", "2026-01-01T00:00:00", "2026-01-30T00:00:00 2026-02-27T00:00:00")]
    [InlineData("0 0 ? * 5L", "2026-01-01T00:00:00", "2026-01-30T00:00:00 2026-02-27T00:00:00")]
    [InlineData("0 0 ? * friL", "2026-01-01T00:00:00", "2026-01-30T00:00:00")]
    [InlineData("0 0 ? * 5#2", "2026-01-01T00:00:00", "2026-01-09T00:00:00 2026-02-13T00:00:00")]
    [InlineData("0 0 ? * MON#1,MON#5", "2026-02-01T00:00:00", "2026-02-02T00:00:00 2026-03-02T00:00:00 2026-03-30T00:00:00")]
    [InlineData("0 0 13 * FRI", "2026-01-09T00:00:00", "2026-01-13T00:00:00 2026-01-16T00:00:00")] // either
    [InlineData("0 0 */2 * FRI", "2026-01-01T00:00:00", "2026-01-09T00:00:00 2026-01-23T00:00:00")] // both
    [InlineData("0 0 29 2 */7", "2026-01-01T00:00:00", "2032-02-29T00:00:00 2060-02-29T00:00:00")] // a leap day on Sunday
    [InlineData("0 0 29 2 *", "2097-01-01T00:00:00", "2104-02-29T00:00:00")] // 2100 has none
    [InlineData("0 0 29 2 */7", "2088-03-01T00:00:00", "2128-02-29T00:00:00")] // the widest wait, 40 years
    [InlineData("@yearly", "2026-01-01T00:00:00", "2027-01-01T00:00:00")]
    [InlineData("@Annually", "2026-01-01T00:00:00", "2027-01-01T00:00:00")]
    [InlineData("@monthly", "2026-01-01T00:00:00", "2026-02-01T00:00:00")]
    [InlineData("@weekly", "2026-01-01T00:00:00", "2026-01-04T00:00:00")]
    [InlineData("@daily", "2026-01-01T00:00:00", "2026-01-02T00:00:00")]
    [InlineData("@midnight", "2026-01-01T00:00:00", "2026-01-02T00:00:00")]
    [InlineData(" @hourly ", "2026-01-01T00:00:00", "2026-01-01T01:00:00")]
    public void Times_follow_one_another(string text, string after, string expected)
    {
        var expression = CronExpression.Parse(text);
        var time = Utc(after);
        foreach (var next in expected.Split(' ').Select(Utc))
        {
            Assert.Equal(next, expression.Next(time, TimeZoneInfo.Utc));
            time = next;
        }
    }

    [Theory]
    [InlineData("0 0 31 2 *")]
    [InlineData("0 0 30,31 FEB *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    [InlineData("0 0 30W 2 *")]
    public void A_day_no_month_has_never_comes_and_is_not_searched_for_ever(string text) =>
        Assert.Null(CronExpression.Parse(text).Next(Utc("2026-01-01T00:00:00"), TimeZoneInfo.Utc));

    [Fact]
    public void The_first_and_the_last_moments_there_are_do_no_harm()
    {
        var everySecond = CronExpression.Parse("* * * * * *");
        foreach (var zone in Texts.Zones.Select(TimeZoneInfo.FindSystemTimeZoneById))
        {
            Assert.Null(everySecond.Next(DateTimeOffset.MaxValue, zone));
            Assert.Equal(DateTimeOffset.MinValue.AddDays(1).AddSeconds(1), everySecond.Next(DateTimeOffset.MinValue.AddDays(1), zone));
            _ = everySecond.Next(DateTimeOffset.MinValue, zone);
        }
    }

    [Fact]
    public void A_moment_within_a_second_is_followed_by_the_next_whole_one_with_offset_zero()
    {
        var next = CronExpression.Parse("* * * * * *").Next(
            new DateTimeOffset(2026, 1, 1, 5, 0, 0, TimeSpan.FromHours(5)).AddTicks(1), TimeZoneInfo.Utc);
        Assert.Equal(Utc("2026-01-01T00:00:01"), next);
        Assert.Equal(TimeSpan.Zero, next!.Value.Offset);
    }

    [Fact]
    public void A_span_of_times_leaves_out_its_start_and_holds_its_end()
    {
        var times = CronExpression.Parse("0 * * * *")
            .Between(Utc("2026-01-01T00:00:00"), Utc("2026-01-01T03:00:00"), TimeZoneInfo.Utc);
        Assert.Equal([1, 2, 3], times.Select(time => time.Hour));
    }

    [Fact]
    public void A_span_of_ten_thousand_years_costs_only_what_is_taken_from_it() =>
        Assert.Equal(3, CronExpression.Parse("* * * * * *")
            .Between(Utc("2026-01-01T00:00:00"), DateTimeOffset.MaxValue, TimeZoneInfo.Utc).Take(3).Count());

    [Fact]
    public void Blanks_are_written_once_and_do_not_make_a_difference()
    {
        var expression = CronExpression.Parse("  0\t 9 *  * MON-FRI ");
        Assert.Equal("0 9 * * MON-FRI", expression.ToString());
        Assert.Equal(CronExpression.Parse("0 9 * * MON-FRI"), expression);
        Assert.NotEqual(CronExpression.Parse("0 9 * * 1-5"), expression);
    }

    [Theory]
    [InlineData("", CronField.Expression, 1, "five fields, from minute to day of week, or six, the first being seconds")]
    [InlineData("* * * *", CronField.Expression, 8, "five fields, from minute to day of week, or six, the first being seconds")]
    [InlineData("* * * * * * 2026", CronField.Expression, 13, "five fields, from minute to day of week, or six, the first being seconds")]
    [InlineData("  @never", CronField.Expression, 3, "@yearly, @annually, @monthly, @weekly, @daily, @midnight or @hourly")]
    [InlineData("60 * * * *", CronField.Minute, 1, "a number from 0 to 59, or *")]
    [InlineData("60 * * * * *", CronField.Second, 1, "a number from 0 to 59, or *")]
    [InlineData("0 9-24 * * *", CronField.Hour, 5, "a number from 0 to 23, or *")]
    [InlineData("0 ? * * *", CronField.Hour, 3, "a number from 0 to 23, or *")]
    [InlineData("0 0 0 * *", CronField.DayOfMonth, 5, "a number from 1 to 31, L or *")]
    [InlineData("0 0 L-31 * *", CronField.DayOfMonth, 7, "a number from 1 to 30")]
    [InlineData("0 0 1-5W * *", CronField.DayOfMonth, 8, "a comma, or a blank and the next field")]
    [InlineData("0 0 ?/2 * *", CronField.DayOfMonth, 6, "a blank after ?, which stands alone")]
    [InlineData("0 0 1 13 *", CronField.Month, 7, "a number from 1 to 12, a name such as JAN, or *")]
    [InlineData("0 0 1 JUNE *", CronField.Month, 10, "a comma, or a blank and the next field")]
    [InlineData("0 0 * * 8", CronField.DayOfWeek, 9, "a number from 0 to 7, a name such as MON, or *")]
    [InlineData("0 0 * * L", CronField.DayOfWeek, 9, "a number from 0 to 7, a name such as MON, or *")]
    [InlineData("0 0 * * 5#6", CronField.DayOfWeek, 11, "a number from 1 to 5")]
    [InlineData("*/0 * * * *", CronField.Minute, 3, "a step from 1 to 59")]
    [InlineData("*/90 * * * *", CronField.Minute, 3, "a step from 1 to 59")]
    [InlineData("5, * * * *", CronField.Minute, 3, "a number from 0 to 59, or *")]
    [InlineData("-5 * * * *", CronField.Minute, 1, "a number from 0 to 59, or *")]
    [InlineData("٣ * * * *", CronField.Minute, 1, "a number from 0 to 59, or *")]
    [InlineData("99999999999999999999 * * * *", CronField.Minute, 1, "a number from 0 to 59, or *")]
    public void A_fault_says_where_and_what_was_expected(string text, CronField field, int column, string expected)
    {
        Assert.False(CronExpression.TryParse(text, out var expression, out var fault));
        Assert.Null(expression);
        Assert.Equal(new CronFault(field, column, expected), fault);
        var thrown = Assert.Throws<FormatException>(() => CronExpression.Parse(text));
        Assert.Equal($"{field}, column {column}: expected {expected}", thrown.Message);
    }

    [Fact]
    public void A_text_above_the_limit_is_not_looked_at()
    {
        var longest = "0" + new string(' ', CronExpression.LongestText - 8) + "0 * * *";
        Assert.True(CronExpression.TryParse(longest, out _, out _));
        Assert.False(CronExpression.TryParse(longest + " ", out _, out var fault));
        Assert.Equal(201, fault.Column);
        Assert.False(CronExpression.TryParse(null, out _, out _));
    }

    [Fact]
    public void No_shuffle_of_its_own_pieces_makes_the_reader_throw_or_its_expression_search_long()
    {
        string[] pieces =
        [
            " ", " ", " ", "*", "?", "/", ",", "-", "L", "W", "#", "0", "1", "7", "15", "31", "59", "mon", "FEB", "@", "@daily",
            "\t", "\0", "é", "\uD800", "999",
        ];
        var whole = Stopwatch.StartNew();
        Prop.ForAll(Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            if (CronExpression.TryParse(text, out var expression, out var fault))
            {
                _ = expression.Next(Utc("2026-01-01T00:00:00"), TimeZoneInfo.Utc);
                return true;
            }

            return fault.Column >= 1 && fault.Column <= text.Length + 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(60));
        Assert.InRange(whole.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Finding_the_next_time_allocates_nothing()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var expression = CronExpression.Parse("30 2 LW * *");
        DateTimeOffset? time = Utc("2026-01-01T00:00:00");
        time = expression.Next(time.Value, zone);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 600; i++)
        {
            time = expression.Next(time!.Value, zone);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(2076, time!.Value.Year);
    }

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
