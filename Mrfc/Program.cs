Console.WriteLine("mrfc");
