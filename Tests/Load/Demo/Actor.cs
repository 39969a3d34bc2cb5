using ImsConference.Tests.Ue;

namespace ImsConference.Tests.Load.Demo;

/// <summary>A UE of the demo, its voice, and its call once it has one.</summary>
/// <param name="name">Its lifeline.</param>
/// <param name="equipment">The UE.</param>
/// <param name="voice">What it says.</param>
internal sealed class Actor(string name, UserEquipment equipment, DemoVoice voice)
{
    private UeCall? _call;

    public string Name { get; } = name;

    public UserEquipment Equipment { get; } = equipment;

    public DemoVoice Voice { get; } = voice;

    public UeCall Call
    {
        get => _call ?? throw new InvalidOperationException($"{Name} is in no call");
        set => _call = value;
    }
}
