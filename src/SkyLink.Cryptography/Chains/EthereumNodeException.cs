namespace SkyLink.Cryptography.Chains;

/// <summary>A node did not answer, refused, or answered what cannot be. The message is fit for an operator.</summary>
public sealed class EthereumNodeException : Exception
{
    public EthereumNodeException(string message)
        : base(message)
    {
    }

    public EthereumNodeException(string message, Exception reason)
        : base(message, reason)
    {
    }

    /// <summary>Whether the node understood, and said no.</summary>
    public bool IsRefusal { get; init; }
}
