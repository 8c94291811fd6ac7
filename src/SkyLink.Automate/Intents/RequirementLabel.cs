namespace SkyLink.Automate.Intents;

/// <summary>The twelve kinds that labelled sets of requirements tell apart, in the order of models.</summary>
internal enum RequirementLabel
{
    /// <summary>F: what the system does.</summary>
    Functional,

    /// <summary>A.</summary>
    Availability,

    /// <summary>FT.</summary>
    FaultTolerance,

    /// <summary>L: laws, standards, contracts.</summary>
    Legal,

    /// <summary>LF.</summary>
    LookAndFeel,

    /// <summary>MN.</summary>
    Maintainability,

    /// <summary>O: the environment it runs in and the systems it works with.</summary>
    Operational,

    /// <summary>PE.</summary>
    Performance,

    /// <summary>PO.</summary>
    Portability,

    /// <summary>SC.</summary>
    Scalability,

    /// <summary>SE.</summary>
    Security,

    /// <summary>US.</summary>
    Usability,
}

/// <summary>The product quality characteristics of ISO/IEC 25010:2011, and the one thing beside them.</summary>
internal enum QualityCharacteristic
{
    FunctionalSuitability,
    PerformanceEfficiency,
    Compatibility,
    Usability,
    Reliability,
    Security,
    Maintainability,
    Portability,

    /// <summary>
    /// Not a characteristic of the 2011 model: laws and standards bind all of them. ISO/IEC 9126 had a
    /// sub-characteristic for it in each.
    /// </summary>
    Compliance,
}

/// <summary>What the labels are called, and where ISO/IEC 25010:2011 puts them.</summary>
internal static class RequirementLabels
{
    public const int Count = 12;

    private static readonly string[] Codes = ["F", "A", "FT", "L", "LF", "MN", "O", "PE", "PO", "SC", "SE", "US"];

    public static string CodeOf(RequirementLabel label) => Codes[(int)label];

    public static bool TryRead(string code, out RequirementLabel label)
    {
        var at = Array.IndexOf(Codes, code);
        label = (RequirementLabel)at;
        return at >= 0;
    }

    public static QualityCharacteristic CharacteristicOf(RequirementLabel label) => label switch
    {
        RequirementLabel.Functional => QualityCharacteristic.FunctionalSuitability,
        RequirementLabel.Availability or RequirementLabel.FaultTolerance => QualityCharacteristic.Reliability,
        RequirementLabel.Legal => QualityCharacteristic.Compliance,
        RequirementLabel.LookAndFeel or RequirementLabel.Usability => QualityCharacteristic.Usability,
        RequirementLabel.Maintainability => QualityCharacteristic.Maintainability,
        RequirementLabel.Operational => QualityCharacteristic.Compatibility,
        RequirementLabel.Performance or RequirementLabel.Scalability => QualityCharacteristic.PerformanceEfficiency,
        RequirementLabel.Portability => QualityCharacteristic.Portability,
        RequirementLabel.Security => QualityCharacteristic.Security,
    };

    /// <summary>The sub-characteristic where the label is as narrow as one; else null.</summary>
    public static string? SubcharacteristicOf(RequirementLabel label) => label switch
    {
        RequirementLabel.Availability => "availability",
        RequirementLabel.FaultTolerance => "fault tolerance and recoverability",
        RequirementLabel.LookAndFeel => "user interface aesthetics",
        RequirementLabel.Operational => "co-existence and interoperability",
        RequirementLabel.Performance => "time behaviour",
        RequirementLabel.Scalability => "capacity",
        RequirementLabel.Functional or RequirementLabel.Legal or RequirementLabel.Maintainability
            or RequirementLabel.Portability or RequirementLabel.Security or RequirementLabel.Usability => null,
    };
}
