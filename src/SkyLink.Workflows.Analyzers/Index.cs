namespace System;

/// <summary>What the compiler asks for in list patterns; .NET Standard 2.0 does not have it.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
