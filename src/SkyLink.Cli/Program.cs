using SkyLink.Cli;

return await CommandTree.RunAsync(args, Shell.OfThisProcess());
