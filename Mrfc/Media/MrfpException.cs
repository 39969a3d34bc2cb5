using System.Diagnostics.CodeAnalysis;

namespace ImsConference.Mrfc.Media;

/// <summary>A command that an MRFP did not carry out, or of which nobody knows whether it did.</summary>
/// <param name="fault">What to do about it.</param>
/// <param name="text">For people: which command, which MRFP, what it said.</param>
/// <param name="cause">What the runtime reported; null when there is no more to know.</param>
[SuppressMessage("Design", "CA1032", Justification = "A fault is what makes this exception.")]
public sealed class MrfpException(MrfpFault fault, string text, Exception? cause = null) : Exception(text, cause)
{
    public MrfpFault Fault { get; } = fault;
}
