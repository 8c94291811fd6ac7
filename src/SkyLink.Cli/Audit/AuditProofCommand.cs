using System.CommandLine;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>Checks a proof that somebody was given, without any network.</summary>
internal sealed class AuditProofCommand : SkyLinkCommand
{
    private readonly Shell shell;

    private readonly Argument<FileInfo> proof = new("proof")
    {
        Description = "The proof, as 'audit proof --out' saved it.",
    };

    private readonly Option<FileInfo> entry = new("--entry")
    {
        Description = "The entry's bytes, as 'audit proof --entry-out' saved them.",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<FileInfo> trust = new("--trust")
    {
        Description = "The keys to believe, as 'audit trust' saved them.",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<bool> isJson = JsonOption();

    public AuditProofCommand(Shell shell)
        : base("verify-proof", "Check offline that an entry is in the log; ends with 1 if it is not.")
    {
        this.shell = shell;
        Add(proof);
        Add(entry);
        Add(trust);
        Add(isJson);
        SetAction(Run);
    }

    public override IReadOnlyList<string> Examples =>
        ["audit verify-proof 17.tlog-proof --entry 17.json --trust trust.json"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    private int Run(ParseResult parsed)
    {
        var (file, believed) = (parsed.GetValue(proof)!, TrustFile.Read(parsed.GetValue(trust)!));
        if (!TlogProof.TryRead(File.ReadAllBytes(file.FullName), out var read))
        {
            throw new CliException(ExitCode.Failed, $"{file.FullName} is no proof (C2SP tlog-proof).");
        }

        var bytes = File.ReadAllBytes(parsed.GetValue(entry)!.FullName);
        var verdict = read.Verify(bytes, believed.Policy());
        if (parsed.GetValue(isJson))
        {
            shell.WriteJson(new
            {
                IsProven = verdict == LogVerdict.Trusted,
                Verdict = verdict.ToString(),
                read.Index,
                read.Checkpoint.Checkpoint.Head.Size,
                read.Checkpoint.Checkpoint.Origin,
            });
        }
        else if (verdict == LogVerdict.Trusted)
        {
            shell.Print(
                $"Proven: it is entry {read.Index} of {believed.Origin}, which had "
                + $"{read.Checkpoint.Checkpoint.Head.Size} entries; {AuditVerification.Describe(bytes)}.");
        }
        else
        {
            shell.Print($"WRONG: {AuditVerification.Explain(verdict, read.Checkpoint, believed, [])}");
        }

        return verdict == LogVerdict.Trusted ? ExitCode.Done : ExitCode.Failed;
    }
}
