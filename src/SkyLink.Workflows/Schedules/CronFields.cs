using System.Numerics;

namespace SkyLink.Workflows.Schedules;

/// <summary>
/// The fields of a cron expression as sets of bits, and the days and seconds they pick. Local time is one number here:
/// seconds since 0001-01-01T00:00:00 on the clock of the wall.
/// </summary>
internal sealed class CronFields
{
    internal const int SecondsPerDay = 86_400;

    /// <summary>
    /// A leap day falls on the same day of the week again after 28 years, or after 40 where a year without a leap day
    /// such as 2100 lies between; what has no time in 50 years has none.
    /// </summary>
    private const int HorizonYears = 50;

    private const uint AllHours = (1U << 24) - 1;

    /// <summary>Bits 0 to 59.</summary>
    public ulong Seconds { get; set; }

    /// <summary>Bits 0 to 59.</summary>
    public ulong Minutes { get; set; }

    /// <summary>Bits 0 to 23.</summary>
    public ulong Hours { get; set; }

    /// <summary>Bits 1 to 31.</summary>
    public ulong DaysOfMonth { get; set; }

    /// <summary>Bits 0 to 30: so many days before the last of the month.</summary>
    public ulong DaysBeforeLast { get; set; }

    /// <summary>Bits 1 to 31: the weekday nearest to that day.</summary>
    public ulong NearestWeekdays { get; set; }

    /// <summary><c>LW</c>: the last Monday to Friday of the month.</summary>
    public bool HasLastWeekday { get; set; }

    /// <summary>Bits 1 to 12.</summary>
    public ulong Months { get; set; }

    /// <summary>Bits 0 to 6, Sunday first.</summary>
    public ulong DaysOfWeek { get; set; }

    /// <summary>Bits 0 to 6: the last such day of the month.</summary>
    public ulong LastDaysOfWeek { get; set; }

    /// <summary>Bits 0 to 34: seven for the first such day of the month, seven for the second, and so on.</summary>
    public ulong NthDaysOfWeek { get; set; }

    /// <summary>The field of the days of the month begins with <c>*</c>, or is <c>?</c>.</summary>
    public bool HasStarDayOfMonth { get; set; }

    /// <summary>The field of the days of the week begins with <c>*</c>, or is <c>?</c>.</summary>
    public bool HasStarDayOfWeek { get; set; }

    /// <summary>
    /// Seconds, minutes or hours are given by <c>*</c>, a range or a step: a rhythm, not a list of times.
    /// </summary>
    public bool IsInterval { get; set; }

    /// <summary>A rhythm that no hour interrupts.</summary>
    public bool IsEveryHour => IsInterval && Hours == AllHours;

    /// <summary>
    /// The first local second at or after another that matches; -1 when there is none within the horizon.
    /// </summary>
    public long NextLocal(long from)
    {
        var day = (int)(from / SecondsPerDay);
        var next = NextDay(day);
        if (next == day)
        {
            var time = NextTimeOfDay((int)(from % SecondsPerDay));
            if (time >= 0)
            {
                return (long)day * SecondsPerDay + time;
            }

            next = NextDay(day + 1);
        }

        return next < 0 ? -1 : (long)next * SecondsPerDay + NextTimeOfDay(0);
    }

    /// <summary>The first time of day, in seconds, at or after another; -1 when the day has none left.</summary>
    private int NextTimeOfDay(int from)
    {
        var (hour, minute, second) = (from / 3600, from / 60 % 60, from % 60);
        var found = NextBit(Hours, hour);
        if (found == hour)
        {
            var next = NextBit(Minutes, minute);
            if (next == minute && NextBit(Seconds, second) is >= 0 and var inMinute)
            {
                return hour * 3600 + minute * 60 + inMinute;
            }

            next = next == minute ? NextBit(Minutes, minute + 1) : next;
            if (next >= 0)
            {
                return hour * 3600 + next * 60 + BitOperations.TrailingZeroCount(Seconds);
            }

            found = NextBit(Hours, hour + 1);
        }

        return found < 0
            ? -1
            : found * 3600 + BitOperations.TrailingZeroCount(Minutes) * 60 + BitOperations.TrailingZeroCount(Seconds);
    }

    /// <summary>
    /// The first day, as <see cref="DateOnly.DayNumber"/>, at or after another; -1 when there is none.
    /// </summary>
    private int NextDay(int from)
    {
        if (from > DateOnly.MaxValue.DayNumber)
        {
            return -1;
        }

        var (year, month, day) = DateOnly.FromDayNumber(from);
        var lastYear = Math.Min(year + HorizonYears, DateOnly.MaxValue.Year);
        while (year <= lastYear)
        {
            var candidate = NextBit(Months, month);
            if (candidate != month)
            {
                (year, month, day) = candidate < 0 ? (year + 1, 1, 1) : (year, candidate, 1);
                continue;
            }

            var first = new DateOnly(year, month, 1).DayNumber;
            var found = NextBit(DaysIn(year, month, first), day);
            if (found >= 0)
            {
                return first + found - 1;
            }

            (year, month, day) = month == 12 ? (year + 1, 1, 1) : (year, month + 1, 1);
        }

        return -1;
    }

    /// <summary>The days of a month that match, bits 1 to 31.</summary>
    private ulong DaysIn(int year, int month, int firstDayNumber)
    {
        var last = DateTime.DaysInMonth(year, month);
        var all = (1UL << (last + 1)) - 2;
        var firstWeekday = (firstDayNumber + 1) % 7; // day number 0 was a Monday
        var byMonth = MonthDays(last, firstWeekday) & all;
        var byWeek = WeekDays(last, firstWeekday) & all;
        return HasStarDayOfMonth || HasStarDayOfWeek ? byMonth & byWeek : byMonth | byWeek;
    }

    private ulong MonthDays(int last, int firstWeekday)
    {
        var days = DaysOfMonth;
        for (var rest = DaysBeforeLast; rest != 0; rest &= rest - 1)
        {
            var day = last - BitOperations.TrailingZeroCount(rest);
            days |= day > 0 ? 1UL << day : 0;
        }

        for (var rest = NearestWeekdays; rest != 0; rest &= rest - 1)
        {
            var day = BitOperations.TrailingZeroCount(rest);
            days |= day <= last ? 1UL << NearestWeekday(day, last, firstWeekday) : 0;
        }

        return HasLastWeekday ? days | 1UL << NearestWeekday(last, last, firstWeekday) : days;
    }

    /// <summary>Saturday goes to Friday, Sunday to Monday, but never into another month.</summary>
    private static int NearestWeekday(int day, int last, int firstWeekday) => ((firstWeekday + day - 1) % 7) switch
    {
        6 => day > 1 ? day - 1 : day + 2,
        0 => day < last ? day + 1 : day - 2,
        _ => day,
    };

    private ulong WeekDays(int last, int firstWeekday)
    {
        var days = Spread(DaysOfWeek, firstWeekday);
        if (LastDaysOfWeek != 0)
        {
            days |= Spread(LastDaysOfWeek, firstWeekday) & ~((1UL << (last - 6)) - 1);
        }

        for (var (rest, week) = (NthDaysOfWeek, 0); rest != 0; rest >>= 7, week++)
        {
            days |= Spread(rest & 0x7F, firstWeekday) & 0xFEUL << (7 * week);
        }

        return days;
    }

    /// <summary>Days of the week, bits 0 to 6, as days of a month that begins with a given one, bits 1 to 35.</summary>
    private static ulong Spread(ulong daysOfWeek, int firstWeekday)
    {
        var week = (daysOfWeek >> firstWeekday | daysOfWeek << (7 - firstWeekday)) & 0x7F;
        return (week | week << 7 | week << 14 | week << 21 | week << 28) << 1;
    }

    private static int NextBit(ulong bits, int from)
    {
        var rest = from > 63 ? 0 : bits >> from << from;
        return rest == 0 ? -1 : BitOperations.TrailingZeroCount(rest);
    }
}
