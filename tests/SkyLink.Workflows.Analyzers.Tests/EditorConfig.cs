using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>The severities that an .editorconfig sets, read by the compiler's own code.</summary>
internal sealed class EditorConfig(string text) : SyntaxTreeOptionsProvider
{
    private const string Root = "/shop/";

    private readonly AnalyzerConfigSet _set =
        AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(text, Root + ".editorconfig") });

    public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

    public override bool TryGetDiagnosticValue(
        SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
        _set.GetOptionsForSourcePath(Root + tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

    public override bool TryGetGlobalDiagnosticValue(
        string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
    {
        severity = ReportDiagnostic.Default;
        return false;
    }
}
