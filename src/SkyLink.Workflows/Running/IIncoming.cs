namespace SkyLink.Workflows.Running;

/// <summary>Something that happened to a run and is to be told to its code.</summary>
internal interface IIncoming
{
    /// <summary>Writes it into the history and lets the code go on; called by one thread at a time.</summary>
    void Apply(Run run);

    /// <summary>The run will never hear of it here: it has ended, or another worker has it.</summary>
    void Refuse(Exception why)
    {
    }
}
