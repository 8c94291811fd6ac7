namespace SkyLink.Platform.Hosting;

/// <summary>The program cannot start, and an operator can mend it. Its message is the one line they see.</summary>
public sealed class StartException(string message) : Exception(message);
