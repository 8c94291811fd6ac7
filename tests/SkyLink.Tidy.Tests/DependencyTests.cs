using Mono.Cecil;

namespace SkyLink.Tidy;

public sealed class DependencyTests
{
    private static readonly string[] PlatformGround =
    [
        "SkyLink.Platform.Data", "SkyLink.Platform.Events", "SkyLink.Platform.Hosting", "SkyLink.Platform.Http",
        "SkyLink.Platform.Telemetry",
    ];

    public static TheoryData<string> WithServices => new(["SkyLink.Platform", "SkyLink.Settle", "SkyLink.Trade"]);

    [Theory]
    [MemberData(nameof(WithServices))]
    public void Services_know_each_other_only_through_contracts(string name)
    {
        using var assembly = Read(name);
        Findings.AssertNone(DependencyRules.Crossings(assembly, DependencyRules.Services(assembly)));
    }

    [Theory]
    [MemberData(nameof(WithServices))]
    public void A_service_shows_only_its_module(string name)
    {
        using var assembly = Read(name);
        Findings.AssertNone(DependencyRules.NeedlesslyPublic(assembly, ServicesOf(assembly)));
    }

    [Fact]
    public void The_ground_of_the_platform_knows_none_of_its_services()
    {
        using var assembly = Read("SkyLink.Platform");
        Findings.AssertNone(DependencyRules.GroundOnServices(assembly, ServicesOf(assembly), PlatformGround));
    }

    [Fact]
    public void Contracts_know_nothing_but_the_runtime()
    {
        using var assembly = Read("SkyLink.Contracts");
        Findings.AssertNone(assembly.AssemblyReferences
            .Select(reference => reference.Name)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal))
            .Select(name => $"SkyLink.Contracts -> {name}: contracts are types, not libraries"));
    }

    [Fact]
    public void A_planted_crossing_is_found_wherever_it_hides()
    {
        using var assembly = Read("SkyLink.Tidy.Tests");
        var services = DependencyRules.Services(assembly);
        Assert.Equal(["SkyLink.Planted.Orders", "SkyLink.Planted.Payments"], services);

        var crossings = DependencyRules.Crossings(assembly, services).ToList();
        foreach (var type in new[] { "Order", "Basket", "Till/", "Receipt" })
        {
            Assert.Contains(crossings, line => line.StartsWith($"SkyLink.Planted.Orders.{type}", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(crossings, line => line.Contains("Innocent", StringComparison.Ordinal));
        Assert.All(crossings, line => Assert.Contains("-> SkyLink.Planted.Payments.", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_planted_public_type_is_found()
    {
        using var assembly = Read("SkyLink.Tidy.Tests");
        var found = DependencyRules.NeedlesslyPublic(assembly, DependencyRules.Services(assembly));
        Assert.StartsWith("SkyLink.Planted.Orders.Order:", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Planted_ground_that_leans_on_a_service_is_found()
    {
        using var assembly = Read("SkyLink.Tidy.Tests");
        var found = DependencyRules.GroundOnServices(
            assembly, DependencyRules.Services(assembly), ["SkyLink.Planted.Ground"]);
        Assert.StartsWith(
            "SkyLink.Planted.Ground.Floor -> SkyLink.Planted.Payments.Payment", Assert.Single(found), StringComparison.Ordinal);
    }

    /// <summary>
    /// Events are ground that every service stands on, and have an API of their own: they count as ground.
    /// </summary>
    private static List<string> ServicesOf(ModuleDefinition assembly) =>
        [.. DependencyRules.Services(assembly).Except(PlatformGround, StringComparer.Ordinal)];

    private static ModuleDefinition Read(string name) =>
        ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
}
