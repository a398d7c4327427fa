// expect: a comma or a line end is missing
param name string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = { name: name location: name }
