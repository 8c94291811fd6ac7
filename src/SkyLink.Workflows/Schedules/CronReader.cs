namespace SkyLink.Workflows.Schedules;

/// <summary>
/// Reads the fields of a cron expression from left to right; each character is looked at a few times.
/// </summary>
internal ref struct CronReader(ReadOnlySpan<char> text)
{
    private const string Months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    private const string Weekdays = "SUNMONTUEWEDTHUFRISAT";
    private const int NameLength = 3;
    private const int DaysPerWeek = 7;

    private readonly ReadOnlySpan<char> text = text;
    private readonly CronFields fields = new();
    private CronField reading;
    private int position;

    /// <summary>Why the last reading failed.</summary>
    public CronFault? Fault { get; private set; }

    /// <returns>Null for what is not five or six fields; <see cref="Fault"/> says why.</returns>
    public CronFields? Read()
    {
        var count = CountFields(out var seventh);
        if (count is < 5 or > 6)
        {
            reading = CronField.Expression;
            position = seventh;
            Refuse("five fields, from minute to day of week, or six, the first being seconds");
            return null;
        }

        fields.Seconds = count == 5 ? 1UL : 0;
        for (reading = count == 6 ? CronField.Second : CronField.Minute; reading <= CronField.DayOfWeek; reading++)
        {
            if (!ReadField())
            {
                return null;
            }
        }

        return fields;
    }

    /// <param name="seventh">Where the seventh field begins; the end of the text where there is none.</param>
    private readonly int CountFields(out int seventh)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsBlank(text[i]) && (i == 0 || IsBlank(text[i - 1])) && ++count > 6)
            {
                seventh = i;
                return count;
            }
        }

        seventh = text.Length;
        return count;
    }

    private bool ReadField()
    {
        while (IsBlank(Current))
        {
            position++;
        }

        if (Current == '?' && (reading is CronField.DayOfMonth or CronField.DayOfWeek))
        {
            return ReadAny();
        }

        fields.HasStarDayOfMonth |= reading == CronField.DayOfMonth && Current == '*';
        fields.HasStarDayOfWeek |= reading == CronField.DayOfWeek && Current == '*';
        do
        {
            if (!ReadItem())
            {
                return false;
            }
        }
        while (Accept(','));

        return IsAtEnd || Refuse("a comma, or a blank and the next field");
    }

    /// <summary><c>?</c> says nothing about the day and stands alone.</summary>
    private bool ReadAny()
    {
        position++;
        fields.HasStarDayOfMonth |= reading == CronField.DayOfMonth;
        fields.HasStarDayOfWeek |= reading == CronField.DayOfWeek;
        return IsAtEnd ? Add(Lowest, Highest, 1) : Refuse("a blank after ?, which stands alone");
    }

    private bool ReadItem()
    {
        if (Accept('*'))
        {
            fields.IsInterval |= IsTimeOfDay;
            return ReadStep(Lowest, Highest);
        }

        if (reading == CronField.DayOfMonth && Accept('L'))
        {
            return ReadLastDay();
        }

        if (!TryReadValue(out var low))
        {
            return false;
        }

        if (reading == CronField.DayOfMonth && Accept('W'))
        {
            fields.NearestWeekdays |= 1UL << low;
            return true;
        }

        if (reading == CronField.DayOfWeek && Accept('L'))
        {
            fields.LastDaysOfWeek |= 1UL << (low % DaysPerWeek);
            return true;
        }

        if (reading == CronField.DayOfWeek && Accept('#'))
        {
            return ReadNth(low % DaysPerWeek);
        }

        if (!Accept('-'))
        {
            return Current == '/' ? ReadStep(low, Highest) : Add(low, low, 1);
        }

        fields.IsInterval |= IsTimeOfDay;
        return TryReadValue(out var high) && ReadStep(low, high);
    }

    /// <summary>
    /// What may follow <c>L</c> among the days of the month: nothing, <c>W</c>, or how many days before.
    /// </summary>
    private bool ReadLastDay()
    {
        if (Accept('W'))
        {
            fields.HasLastWeekday = true;
            return true;
        }

        var before = 0;
        if (Accept('-') && !TryReadNumber(1, 30, "a number from 1 to 30", out before))
        {
            return false;
        }

        fields.DaysBeforeLast |= 1UL << before;
        return true;
    }

    private bool ReadNth(int dayOfWeek)
    {
        if (!TryReadNumber(1, 5, "a number from 1 to 5", out var nth))
        {
            return false;
        }

        fields.NthDaysOfWeek |= 1UL << ((nth - 1) * DaysPerWeek + dayOfWeek);
        return true;
    }

    private bool ReadStep(int low, int high)
    {
        if (!Accept('/'))
        {
            return Add(low, high, 1);
        }

        fields.IsInterval |= IsTimeOfDay;
        return TryReadNumber(1, Highest, $"a step from 1 to {Highest}", out var step) && Add(low, high, step);
    }

    /// <summary>Adds a range; one that ends before it begins goes on from the lowest value.</summary>
    private readonly bool Add(int low, int high, int step)
    {
        if (reading == CronField.DayOfWeek && low == DaysPerWeek)
        {
            (low, high) = (0, high == DaysPerWeek ? 0 : high);
        }

        var size = reading == CronField.DayOfWeek ? DaysPerWeek : Highest - Lowest + 1;
        var length = high >= low ? high - low : high - low + size;
        var values = 0UL;
        for (var i = 0; i <= length; i += step)
        {
            values |= 1UL << (Lowest + (low - Lowest + i) % size);
        }

        _ = reading switch
        {
            CronField.Second => fields.Seconds |= values,
            CronField.Minute => fields.Minutes |= values,
            CronField.Hour => fields.Hours |= values,
            CronField.DayOfMonth => fields.DaysOfMonth |= values,
            CronField.Month => fields.Months |= values,
            _ => fields.DaysOfWeek |= values,
        };
        return true;
    }

    /// <summary>A number or a name of the field; the position stays where it cannot be read.</summary>
    private bool TryReadValue(out int value)
    {
        var names = reading switch
        {
            CronField.Month => Months,
            CronField.DayOfWeek => Weekdays,
            _ => "",
        };
        if (position + NameLength <= text.Length)
        {
            var name = text.Slice(position, NameLength);
            for (var i = 0; i < names.Length; i += NameLength)
            {
                if (name.Equals(names.AsSpan(i, NameLength), StringComparison.OrdinalIgnoreCase))
                {
                    position += NameLength;
                    value = Lowest + i / NameLength;
                    return true;
                }
            }
        }

        return TryReadNumber(Lowest, Highest, Values, out value);
    }

    private bool TryReadNumber(int lowest, int highest, string expected, out int number)
    {
        number = 0;
        var end = position;
        while (end < text.Length && char.IsAsciiDigit(text[end]) && number <= highest)
        {
            number = number * 10 + (text[end++] - '0');
        }

        if (end == position || number < lowest || number > highest)
        {
            return Refuse(expected);
        }

        position = end;
        return true;
    }

    private bool Accept(char expected)
    {
        if (char.ToUpperInvariant(Current) != expected)
        {
            return false;
        }

        position++;
        return true;
    }

    private bool Refuse(string expected)
    {
        Fault = new CronFault(reading, position + 1, expected);
        return false;
    }

    private readonly char Current => position < text.Length ? text[position] : '\0';

    private readonly bool IsAtEnd => position == text.Length || IsBlank(text[position]);

    private static bool IsBlank(char character) => character is ' ' or '\t';

    private readonly bool IsTimeOfDay => reading is CronField.Second or CronField.Minute or CronField.Hour;

    private readonly int Lowest => reading is CronField.DayOfMonth or CronField.Month ? 1 : 0;

    private readonly int Highest => reading switch
    {
        CronField.Hour => 23,
        CronField.DayOfMonth => 31,
        CronField.Month => 12,
        CronField.DayOfWeek => DaysPerWeek,
        _ => 59,
    };

    private readonly string Values => reading switch
    {
        CronField.DayOfMonth => "a number from 1 to 31, L or *",
        CronField.Month => "a number from 1 to 12, a name such as JAN, or *",
        CronField.DayOfWeek => "a number from 0 to 7, a name such as MON, or *",
        _ => $"a number from 0 to {Highest}, or *",
    };
}
