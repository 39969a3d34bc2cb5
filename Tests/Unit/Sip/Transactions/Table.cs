using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Transactions;

/// <summary>Holds a state table to rows copied from its RFC: these and no others do anything.</summary>
internal static class Table
{
    internal static void Holds<TState, TInput, TEffects>(
        Func<TState, TInput, (TState Next, TEffects Effects)> step, Dictionary<(TState, TInput), (TState, TEffects)> rows)
        where TState : struct, Enum
        where TInput : struct, Enum
        where TEffects : struct, Enum
    {
        Assert.Multiple(() =>
        {
            foreach (var state in Enum.GetValues<TState>())
            {
                foreach (var input in Enum.GetValues<TInput>())
                {
                    var expected = rows.GetValueOrDefault((state, input), (state, default));
                    Assert.That(step(state, input), Is.EqualTo(expected), $"{state} × {input}");
                }
            }
        });
    }
}
