// expect: there is no function 'upper'.
param name string

output shout string = upper(name)
